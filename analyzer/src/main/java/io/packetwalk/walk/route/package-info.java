/** Which route the kernel takes, and the checks that routing makes: rp_filter, martians, forwarding (semantics section 13). */
@NullMarked
package io.packetwalk.walk.route;

import org.jspecify.annotations.NullMarked;
