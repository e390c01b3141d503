/// Work that is asked for and takes a while: kept on disk, done one after another, told how far.
@org.jspecify.annotations.NullMarked
package dev.penstock.jobs;
