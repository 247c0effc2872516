/** Do names resolve, and by whom? */
@NullMarked
package io.packetwalk.check.dns;

import org.jspecify.annotations.NullMarked;
