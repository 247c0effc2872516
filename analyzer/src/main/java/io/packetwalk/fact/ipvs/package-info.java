/** What do ipvsadm's listings say? Virtual servers, the real servers behind them, and the connections they hold. */
@NullMarked
package io.packetwalk.fact.ipvs;

import org.jspecify.annotations.NullMarked;
