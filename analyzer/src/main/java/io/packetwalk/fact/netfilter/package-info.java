/** What do iptables-save and ipset dumps say? Rules as their tokens; meaning is given when they are lowered. */
@NullMarked
package io.packetwalk.fact.netfilter;

import org.jspecify.annotations.NullMarked;
