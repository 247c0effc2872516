/** Do policies and firewalls let the packet pass? */
@NullMarked
package io.packetwalk.check.policy;

import org.jspecify.annotations.NullMarked;
