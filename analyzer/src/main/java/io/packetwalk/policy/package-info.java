/**
 * Who may reach whom? Policies of all tiers as ordered evaluators over sets of addresses, labels and ports.
 *
 * <p>Here stand the nouns (ends, labels, policies, their rules) and {@link io.packetwalk.policy.PolicyEngine}. {@code lower} makes them out of what was
 * written, {@code tier} evaluates them, {@code inquiry} answers what people ask.
 *
 * <p>A tier answers Accept, Deny or Next for a piece of traffic; what cannot be told is a set of possible answers. May import {@code model}, {@code fact},
 * {@code net} and {@code evidence}.
 */
@NullMarked
package io.packetwalk.policy;

import org.jspecify.annotations.NullMarked;
