/** What a host's packet filter does to one packet: hooks in order of priority, chains rule by rule, translation, connection tracking. */
@NullMarked
package io.packetwalk.walk.netfilter;

import org.jspecify.annotations.NullMarked;
