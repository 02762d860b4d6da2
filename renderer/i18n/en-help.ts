/** Something that can be typed, and what it finds. */
export interface HelpExample {
  query: string;
  text: string;
}

export interface HelpSection {
  title: string;
  text: string;
  examples: readonly HelpExample[];
}

/** The page on all that can be typed. */
export const help = {
  title: 'How to search',
  intro: 'Type what is in the photo. That is often enough; everything below makes a search more exact.',
  hint: 'Click an example to try it.',
  run: (query: string) => `Search for ${query}`,
  licences: {
    title: 'Made with the work of others',
    text: 'Bowerbird is free software under the MIT licence. It has these inside, each under its own licence.',
    show: 'Show licences',
    failed: 'The list of licences could not be read.',
  },
  keysTitle: 'Keys',
  keys: [
    { keys: ['/', 'Ctrl+K'], text: 'go to the search box' },
    { keys: ['←', '→', '↑', '↓'], text: 'go through the photos' },
    { keys: ['Enter'], text: 'open a photo' },
    { keys: ['Esc'], text: 'close it, or leave the search box' },
    { keys: ['i'], text: 'show or hide what is known of the open photo' },
    { keys: ['f'], text: 'make the open photo a favourite' },
    { keys: ['w'], text: 'show where in the open photo its first label is' },
    { keys: ['+', '-', '0'], text: 'look closer at the open photo, less close, or see all of it' },
    { keys: ['t'], text: 'show or hide the photos around the open one' },
    { keys: ['m'], text: 'find photos that look like the open one' },
    { keys: ['p'], text: 'find photos that look like a part of it' },
    { keys: ['h'], text: 'hide the open photo, or show it again' },
    {
      keys: ['x', 'Space'],
      text: 'select the photo that has the focus, or no longer; with Shift and an arrow, several',
    },
    { keys: ['d'], text: 'select all photos of its day' },
    { keys: ['Ctrl+A'], text: 'select all that was found; Esc clears the selection' },
    { keys: ['Ctrl+Z'], text: 'undo what you said of a photo' },
    { keys: ['Del'], text: 'in the installed program: move the open photo, or those selected, to the trash' },
  ],
  sections: [
    {
      title: 'Words',
      text: 'A word finds everything it stands for, in singular and plural: an animal is also every cat. A word with several meanings finds all of them; its chip below the search box lets you pick one.',
      examples: [
        { query: 'cat', text: 'cats of every kind' },
        { query: 'animal', text: 'cats, dogs, birds, insects…' },
        { query: '"golden retriever"', text: 'the words in quotes belong together' },
        { query: 'label:cat', text: 'only as a label, never as a folder or a date' },
        { query: 'label:"crane (bird)"', text: 'the bird, not the machine' },
      ],
    },
    {
      title: 'Combining',
      text: 'Words side by side must all be in the photo.',
      examples: [
        { query: 'cat sofa', text: 'both a cat and a sofa' },
        { query: 'cat OR dog', text: 'one of them, or both' },
        { query: 'cat -sofa', text: 'a cat without a sofa' },
        { query: '(cat OR dog) beach', text: 'parentheses keep things together' },
        { query: 'beach -(dog OR cat)', text: 'a beach with neither' },
      ],
    },
    {
      title: 'Dates',
      text: 'Write a date as you would say it, or be exact. Days are those that the camera wrote, or else the file’s. Words that mean other things too, like march or may, need a year or a word like last or in.',
      examples: [
        { query: '2019', text: 'the whole year' },
        { query: 'march 2021', text: 'one month' },
        { query: '5 to 8 march 2021', text: 'some days' },
        { query: 'last summer', text: 'the latest one that has begun' },
        { query: 'christmas 2020', text: 'Christmas and the days around it' },
        { query: 'last 3 months', text: 'from then until today' },
        { query: 'between 2015 and 2018', text: 'four years' },
        { query: 'before:2020', text: 'up to the end of 2019' },
        { query: 'after:2019-06', text: 'later than June 2019' },
        { query: 'year>=2019', text: '2019 and later' },
        { query: 'year:2019 month:june', text: 'June 2019' },
        { query: 'month:june', text: 'June of any year' },
        { query: 'date:2021-03-05', text: 'a single day' },
      ],
    },
    {
      title: 'Filters',
      text: 'A name, a colon and what it should be, in quotes where it has spaces. All of them can be combined with words and turned round with a minus.',
      examples: [
        { query: 'folder:Italy', text: 'in a folder of that name, or below it' },
        { query: 'file:IMG_12', text: 'by the name of the file' },
        { query: 'description:birthday', text: 'with a word that begins so in the description' },
        { query: 'camera:canon', text: 'taken with that camera' },
        { query: 'lens:50mm', text: 'taken with that lens' },
        { query: 'type:raw', text: 'jpeg, png, heic, webp, gif, tiff, avif or raw' },
        { query: 'is:favourite', text: 'your favourites' },
        { query: 'is:hidden', text: 'photos that you hid; no other search finds them' },
        { query: 'is:copy', text: 'photos of which there is more than one file' },
        { query: 'is:unsure', text: 'photos with guesses that you could settle' },
        { query: 'is:corrected', text: 'photos of which you said something yourself' },
        { query: '-folder:Screenshots cat', text: 'cats, but not from there' },
        { query: 'similar:1 2019', text: 'what looks like one photo; “More like this” beside an open photo writes it' },
      ],
    },
    {
      title: 'Certainty',
      text: 'A search shows what Bowerbird is sure enough of. Below the result you can look at weaker matches too.',
      examples: [
        { query: 'cat confidence>0.8', text: 'only cats that are 80% sure, or more' },
        { query: 'cat confidence>0.99', text: 'only the surest' },
        { query: 'cat confidence<0.9', text: 'the less sure ones, to look through' },
      ],
    },
    {
      title: 'Places',
      text: 'For photos whose camera wrote down where it was: latitude, longitude and, if you like, how far around; 10 km unless you say.',
      examples: [
        { query: 'near:48.85,2.35,5km', text: 'not more than 5 km from the middle of Paris' },
        { query: 'dog near:47.37,8.54,500m', text: 'dogs in the middle of Zürich' },
      ],
    },
    {
      title: 'When something is mistyped',
      text: 'No search is an error. A word that nobody knows is marked, with words that are written nearly so. What looks like a filter and is none is searched as words, and you are told.',
      examples: [
        { query: 'sunflowr', text: 'did you mean sunflower?' },
        { query: 'colour:red', text: 'there is no such filter: two words' },
        { query: '"golden retriever', text: 'a quote that was never closed' },
      ],
    },
  ] satisfies HelpSection[],
};
