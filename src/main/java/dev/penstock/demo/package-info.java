/// The client side of `penstock demo`: purchases of a shop, replayed over HTTP.
@org.jspecify.annotations.NullMarked
package dev.penstock.demo;
