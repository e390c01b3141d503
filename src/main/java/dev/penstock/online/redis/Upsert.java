package dev.penstock.online.redis;

import dev.penstock.model.OnlineRows;
import dev.penstock.model.Precedence;

/// Rows to write.
record Upsert(OnlineRows rows, Precedence precedence) {}
