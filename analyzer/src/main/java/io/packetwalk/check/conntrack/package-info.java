/** Does connection tracking keep, lose or misdirect flows? */
@NullMarked
package io.packetwalk.check.conntrack;

import org.jspecify.annotations.NullMarked;
