/// Which of several processes does what only one may do, and what they have to know of each other.
@org.jspecify.annotations.NullMarked
package dev.penstock.lease;
