/** What does a node do with Service addresses? One view of it, read from iptables, nft and IPVS alike, and what the API wants it to be. */
@NullMarked
package io.packetwalk.check.served;

import org.jspecify.annotations.NullMarked;
