/**
 * Whose collection is it, and which node or pod is each file from? One class per collector, told by marker files; places come from
 * paths only.
 *
 * <p>May import {@code evidence} and {@code bundle}.
 */
@NullMarked
package io.packetwalk.bundle.layout;

import org.jspecify.annotations.NullMarked;
