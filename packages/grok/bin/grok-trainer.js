#!/usr/bin/env node
import { main } from '../dist/teach/main.js';

process.exitCode = await main(process.argv);
