/** From a name to addresses, the way the client's resolver would ask and the cluster's DNS would answer. */
@NullMarked
package io.packetwalk.walk.dns;

import org.jspecify.annotations.NullMarked;
