/// Strict reading of YAML files: every problem is found, with its file, line and key.
@org.jspecify.annotations.NullMarked
package dev.penstock.yaml;
