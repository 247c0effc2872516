/** What do Cilium's programs on a node know? Its maps, joined from the lists that the agent prints of them. */
@NullMarked
package io.packetwalk.model.cilium;

import org.jspecify.annotations.NullMarked;
