/// The configuration of a process: a complete YAML file, and the environment over it.
@org.jspecify.annotations.NullMarked
package dev.penstock.config;
