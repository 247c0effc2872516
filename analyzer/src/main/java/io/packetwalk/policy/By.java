package io.packetwalk.policy;

import io.packetwalk.evidence.ObjectRef;
import io.packetwalk.evidence.Source;

/**
 * What decides: a rule of a policy, or the policy itself because it isolates the pods it selects.
 *
 * @param policy the policy
 * @param rule place of the rule in its list, from 0; -1 for the policy itself
 * @param text what it does, in words
 * @param source its line
 */
public record By(ObjectRef policy, int rule, String text, Source source) {}
