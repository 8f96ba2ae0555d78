/** Packages that half of all projects know, and whose names are therefore imitated. */
export const WELL_KNOWN: readonly string[] = [
  'angular', 'axios', 'babel', 'bluebird', 'bootstrap', 'chalk', 'cheerio', 'chokidar', 'classnames', 'commander', 'compression', 'cookie-parser',
  'core-js', 'coffee-script', 'cross-env', 'cross-spawn', 'dayjs', 'debug', 'discord.js', 'dotenv', 'electron', 'esbuild', 'eslint', 'ethers',
  'execa', 'express', 'fastify', 'firebase', 'formidable', 'fs-extra', 'graphql', 'gulp-util', 'helmet', 'html-webpack-plugin', 'immutable',
  'inquirer', 'jquery', 'jsonwebtoken', 'lodash', 'lodash-es', 'marked', 'minimatch', 'minimist', 'moment', 'mongodb', 'mongoose', 'morgan',
  'multer', 'mysql', 'nodemailer', 'nodemon', 'passport', 'postcss', 'prettier', 'prisma', 'prop-types', 'puppeteer', 'react', 'react-dom',
  'react-native', 'react-redux', 'react-router', 'redis', 'redux', 'request', 'rimraf', 'rollup', 'selenium-webdriver', 'semver', 'sequelize',
  'shelljs', 'sharp', 'socket.io', 'styled-components', 'stylelint', 'supertest', 'svelte', 'tailwindcss', 'terser', 'three', 'typescript',
  'uglify-js', 'underscore', 'validator', 'vite', 'vue', 'webpack', 'webpack-cli', 'winston', 'yargs', 'zod-to-json-schema',
];
