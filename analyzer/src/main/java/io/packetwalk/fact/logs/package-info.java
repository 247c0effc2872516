/** What do logs and the configuration of the DNS server say? */
@NullMarked
package io.packetwalk.fact.logs;

import org.jspecify.annotations.NullMarked;
