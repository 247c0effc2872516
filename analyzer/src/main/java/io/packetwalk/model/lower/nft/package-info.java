/**
 * What do the tables of nft mean, read from text or from JSON? Fields, conditions, actions and sets each by themselves; imports {@code model.lower.value}.
 */
@NullMarked
package io.packetwalk.model.lower.nft;

import org.jspecify.annotations.NullMarked;
