/** What do the kernel and the C library's files say: sockets, sysctls, counters, log, resolver? */
@NullMarked
package io.packetwalk.fact.system;

import org.jspecify.annotations.NullMarked;
