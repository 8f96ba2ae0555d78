#!/usr/bin/env node
// The command line for admins; souk.mjs tells by the name which one it starts.
import './souk.mjs';
