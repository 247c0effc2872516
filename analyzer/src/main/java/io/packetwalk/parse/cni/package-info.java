/** How do we read what agents of network plug-ins print? One file per command. */
@NullMarked
package io.packetwalk.parse.cni;

import org.jspecify.annotations.NullMarked;
