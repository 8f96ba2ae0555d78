/** By what a shop knows whom it pays for a visitor, with a value that is written. */
export const TAGGED = /^https?:\/\/[^\s]*(?:[?&]|\0)(?:tag|aff(?:_?id|iliate(?:_?id)?)?|ref(?:_?id|erral|errer|code)?|r|rid|partner(?:_?id)?|pid|sub_?id|campaign|camp|irclickid|via|coupon|promo)=(?!main\b|master\b|head\b)[\w.-]{2,60}/i;
