package io.packetwalk.fact.netfilter;

import io.packetwalk.evidence.Fact;
import io.packetwalk.evidence.Source;
import io.packetwalk.net.Ip;

/**
 * One address in a list of xt_recent.
 *
 * @param source its line
 * @param list name of the list
 * @param address the address that is remembered
 * @param lastSeen when it was put there last, in jiffies of the kernel
 */
public record RecentEntryFact(Source source, String list, Ip address, long lastSeen) implements Fact {}
