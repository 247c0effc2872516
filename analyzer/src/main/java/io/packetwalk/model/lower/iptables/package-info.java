/**
 * What do the tables of iptables mean, by either backend and for either family? One reader per extension; imports {@code model.lower.value}.
 */
@NullMarked
package io.packetwalk.model.lower.iptables;

import org.jspecify.annotations.NullMarked;
