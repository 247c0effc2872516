/** What do requests and Ingress rules testify: which rule one matched, who answered it, and for whom? May import what {@code check} may. */
@NullMarked
package io.packetwalk.check.witness.edge;

import org.jspecify.annotations.NullMarked;
