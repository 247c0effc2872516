/** What do nft rule set dumps say? Tables and base chains; rules follow with the full engine. */
@NullMarked
package io.packetwalk.fact.nft;

import org.jspecify.annotations.NullMarked;
