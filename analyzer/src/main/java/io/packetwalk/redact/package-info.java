/**
 * How is a bundle passed on without the names in it? Pseudonyms that keep the case solvable: subnets, label matches, chain names and
 * checksums stay true, secrets are removed.
 */
@NullMarked
package io.packetwalk.redact;

import org.jspecify.annotations.NullMarked;
