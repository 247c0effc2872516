/** What does the report look like? May import nothing of the project. */
@NullMarked
package io.packetwalk.template;

import org.jspecify.annotations.NullMarked;
