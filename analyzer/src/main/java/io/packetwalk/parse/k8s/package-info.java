/**
 * Kubernetes API dumps to facts: {@link io.packetwalk.parse.k8s.KubernetesObjects} reads JSON and YAML, one reader class per kind, and
 * {@link io.packetwalk.parse.k8s.KubectlTable} reads the tables of {@code kubectl get}.
 *
 * <p>A field that is absent stays visible as absent; a field of another type than the API's is a note and reads as absent, except where that
 * would widen a policy: then the object is not read at all. May import {@code fact}, {@code doc}, {@code net}, {@code evidence} and
 * {@code parse}.
 */
@NullMarked
package io.packetwalk.parse.k8s;

import org.jspecify.annotations.NullMarked;
