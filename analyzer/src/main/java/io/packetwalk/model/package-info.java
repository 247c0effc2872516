/**
 * What <em>is</em>, and when? Facts of all artifacts joined into one cluster: nodes, network namespaces, pods, Services, policies.
 *
 * <p>Conflicts between artifacts become notes, never guesses. May import {@code fact}.
 */
@NullMarked
package io.packetwalk.model;

import org.jspecify.annotations.NullMarked;
