"""The kernel as judge of the rule evaluator: scripts/kernel-agreement."""
