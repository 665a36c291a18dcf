/**
 * Text as it may stand on paper. Names come from chips and from other systems: control characters, direction marks and
 * invisible joiners in them would move what is printed after them, or make two different names look the same.
 */
const invisible = /[\p{Cc}\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu

/** Removes what cannot be seen; tabs and line ends become one space. */
export const cleanText = (text: string): string => text.replace(/[\t\n\r\u2028\u2029]+/g, ' ').replace(invisible, '')
