"""A small Kubernetes-like network in network namespaces of this machine's kernel, to be broken on purpose and collected."""
