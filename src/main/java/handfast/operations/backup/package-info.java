/**
 * One encrypted file that holds what a lost Handfast is made again from: the rows in a
 * form of our own, the same for both databases, the audit, the profiles, and the keys
 * that wrap all others only where that was said. Written as it is read, so that its size
 * is bounded by the disk alone.
 */
@NullMarked
package handfast.operations.backup;

import org.jspecify.annotations.NullMarked;
