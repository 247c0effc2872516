/**
 * What do packet rules mean, whoever wrote them? One small language for iptables, nft and IPVS: base chains in hook and priority order, conditions, actions.
 *
 * <p>Records without behaviour; {@code walk} evaluates them. A condition or action that has no meaning here stays in its rule as {@code Unmodelled}. May
 * import {@code fact}.
 */
@NullMarked
package io.packetwalk.model.rules;

import org.jspecify.annotations.NullMarked;
