/** What do connection tracking dumps say? */
@NullMarked
package io.packetwalk.fact.conntrack;

import org.jspecify.annotations.NullMarked;
