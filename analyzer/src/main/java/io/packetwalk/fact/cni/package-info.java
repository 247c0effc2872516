/** What do the maps and lists of network plug-ins say? Cilium's Services, addresses, endpoints and policies, as its agent prints them. */
@NullMarked
package io.packetwalk.fact.cni;

import org.jspecify.annotations.NullMarked;
