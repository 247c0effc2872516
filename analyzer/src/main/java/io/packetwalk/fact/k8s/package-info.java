/** What do Kubernetes API dumps say? Fields as the API has them; an absent field stays visible as empty or UNKNOWN. */
@NullMarked
package io.packetwalk.fact.k8s;

import org.jspecify.annotations.NullMarked;
