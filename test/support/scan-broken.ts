/** A program for a scanner's child that does not come up. */
throw new Error('this program is broken');
