/** What do nft rule set dumps say? Tables, chains, rules, sets and their elements, in one language for text and JSON. */
@NullMarked
package io.packetwalk.fact.nft;

import org.jspecify.annotations.NullMarked;
