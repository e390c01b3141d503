/// The online store in Redis, Valkey or Dragonfly, in Feast's layout.
@org.jspecify.annotations.NullMarked
package dev.penstock.online.redis;
