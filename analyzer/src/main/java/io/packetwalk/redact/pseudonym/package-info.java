/**
 * What stands in place of what? Names, addresses and numbers of a bundle, and the pseudonyms drawn for them under one key so that
 * subnets, label matches and the hashes in names of chains stay true.
 */
@NullMarked
package io.packetwalk.redact.pseudonym;

import org.jspecify.annotations.NullMarked;
