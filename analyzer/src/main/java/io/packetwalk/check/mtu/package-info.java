/** Do full-size packets fit through the path? */
@NullMarked
package io.packetwalk.check.mtu;

import org.jspecify.annotations.NullMarked;
