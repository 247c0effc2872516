/**
 * What do programs of a network plug-in do with a packet? They are no rules and no routes: their maps decide. Nothing is moved here, that is {@code walk.travel}'s.
 *
 * <p>Cilium: {@link io.packetwalk.walk.cni.CiliumNode} (how a node's programs are built), {@link io.packetwalk.walk.cni.CiliumBalancer} (Services),
 * {@link io.packetwalk.walk.cni.CiliumPolicies} (who may), {@link io.packetwalk.walk.cni.CiliumMemory} (answers).
 */
@NullMarked
package io.packetwalk.walk.cni;

import org.jspecify.annotations.NullMarked;
