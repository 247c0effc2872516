/** Does each node send Service traffic to the endpoints that the API lists? */
@NullMarked
package io.packetwalk.check.translation;

import org.jspecify.annotations.NullMarked;
