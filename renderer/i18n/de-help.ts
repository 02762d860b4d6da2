import type { help as english } from './en-help.ts';

/** The page on all that can be typed. The examples are those of the English page: searches are typed in English. */
export const help: typeof english = {
  title: 'So wird gesucht',
  intro:
    'Eingeben, was auf dem Foto ist – auf Englisch, denn so heißen die Labels. Oft genügt das; alles Weitere macht die Suche genauer.',
  hint: 'Ein Klick auf ein Beispiel probiert es aus.',
  run: (query: string) => `Nach ${query} suchen`,
  licences: {
    title: 'Mit der Arbeit anderer gemacht',
    text: 'Bowerbird ist freie Software unter der MIT-Lizenz. Darin steckt das Folgende, jedes unter seiner eigenen Lizenz.',
    show: 'Lizenzen zeigen',
    failed: 'Die Liste der Lizenzen ließ sich nicht lesen.',
  },
  keysTitle: 'Tasten',
  keys: [
    { keys: ['/', 'Strg+K'], text: 'zum Suchfeld' },
    { keys: ['←', '→', '↑', '↓'], text: 'durch die Fotos gehen' },
    { keys: ['Enter'], text: 'ein Foto öffnen' },
    { keys: ['Esc'], text: 'es schließen oder das Suchfeld verlassen' },
    { keys: ['i'], text: 'zeigen oder verbergen, was über das offene Foto bekannt ist' },
    { keys: ['f'], text: 'das offene Foto zum Favoriten machen' },
    { keys: ['w'], text: 'zeigen, wo im offenen Foto das ist, was sein erstes Label nennt' },
    { keys: ['+', '-', '0'], text: 'das offene Foto näher ansehen, weniger nah oder ganz' },
    { keys: ['t'], text: 'die Fotos neben dem offenen zeigen oder verbergen' },
    { keys: ['m'], text: 'Fotos finden, die dem offenen ähnlich sehen' },
    { keys: ['p'], text: 'Fotos finden, die einem Teil davon ähnlich sehen' },
    { keys: ['h'], text: 'das offene Foto ausblenden oder wieder zeigen' },
    {
      keys: ['x', 'Leertaste'],
      text: 'das Foto mit dem Fokus auswählen oder nicht mehr; mit Umschalt und einem Pfeil mehrere',
    },
    { keys: ['d'], text: 'alle Fotos seines Tages auswählen' },
    { keys: ['Strg+A'], text: 'alles Gefundene auswählen; Esc hebt die Auswahl auf' },
    { keys: ['Strg+Z'], text: 'eine Angabe zu einem Foto rückgängig machen' },
    {
      keys: ['Entf'],
      text: 'im installierten Programm: das offene Foto oder die ausgewählten in den Papierkorb legen',
    },
  ],
  sections: [
    {
      title: 'Wörter',
      text: 'Ein Wort findet alles, wofür es steht, in Einzahl und Mehrzahl: Zu „animal“ gehört auch jede Katze. Ein Wort mit mehreren Bedeutungen findet sie alle; unter dem Suchfeld lässt sich eine davon wählen.',
      examples: [
        { query: 'cat', text: 'Katzen aller Art' },
        { query: 'animal', text: 'Katzen, Hunde, Vögel, Insekten …' },
        { query: '"golden retriever"', text: 'die Wörter in Anführungszeichen gehören zusammen' },
        { query: 'label:cat', text: 'nur als Label, nie als Ordner oder Datum' },
        { query: 'label:"crane (bird)"', text: 'der Vogel, nicht die Maschine' },
      ],
    },
    {
      title: 'Verbinden',
      text: 'Wörter nebeneinander müssen alle auf dem Foto sein.',
      examples: [
        { query: 'cat sofa', text: 'eine Katze und ein Sofa' },
        { query: 'cat OR dog', text: 'eins von beiden oder beides' },
        { query: 'cat -sofa', text: 'eine Katze ohne Sofa' },
        { query: '(cat OR dog) beach', text: 'Klammern halten zusammen, was zusammengehört' },
        { query: 'beach -(dog OR cat)', text: 'ein Strand ohne Hund und ohne Katze' },
      ],
    },
    {
      title: 'Datum',
      text: 'Ein Datum steht so da, wie man es auf Englisch sagt, oder ganz genau. Es gilt der Tag, den die Kamera vermerkt hat, sonst der Tag der Datei. Wörter, die auch etwas anderes heißen, etwa „march“ oder „may“, brauchen ein Jahr oder ein Wort wie „last“ oder „in“.',
      examples: [
        { query: '2019', text: 'das ganze Jahr' },
        { query: 'march 2021', text: 'ein Monat' },
        { query: '5 to 8 march 2021', text: 'einige Tage' },
        { query: 'last summer', text: 'der letzte, der begonnen hat' },
        { query: 'christmas 2020', text: 'Weihnachten und die Tage darum herum' },
        { query: 'last 3 months', text: 'von da an bis heute' },
        { query: 'between 2015 and 2018', text: 'vier Jahre' },
        { query: 'before:2020', text: 'bis Ende 2019' },
        { query: 'after:2019-06', text: 'nach dem Juni 2019' },
        { query: 'year>=2019', text: '2019 und später' },
        { query: 'year:2019 month:june', text: 'Juni 2019' },
        { query: 'month:june', text: 'der Juni jedes Jahres' },
        { query: 'date:2021-03-05', text: 'ein einziger Tag' },
      ],
    },
    {
      title: 'Filter',
      text: 'Ein Name, ein Doppelpunkt und der Wert, mit Leerzeichen darin in Anführungszeichen. Alle lassen sich mit Wörtern verbinden und mit einem Minus umkehren.',
      examples: [
        { query: 'folder:Italy', text: 'in einem Ordner dieses Namens oder darunter' },
        { query: 'file:IMG_12', text: 'nach dem Namen der Datei' },
        { query: 'description:birthday', text: 'mit einem Wort in der Beschreibung, das so beginnt' },
        { query: 'camera:canon', text: 'mit dieser Kamera aufgenommen' },
        { query: 'lens:50mm', text: 'mit diesem Objektiv aufgenommen' },
        { query: 'type:raw', text: 'jpeg, png, heic, webp, gif, tiff, avif oder raw' },
        { query: 'is:favourite', text: 'die Favoriten' },
        { query: 'is:hidden', text: 'ausgeblendete Fotos; keine andere Suche findet sie' },
        { query: 'is:copy', text: 'Fotos, von denen es mehr als eine Datei gibt' },
        { query: 'is:unsure', text: 'Fotos mit Vermutungen, die sich klären lassen' },
        { query: 'is:corrected', text: 'Fotos mit eigenen Angaben' },
        { query: '-folder:Screenshots cat', text: 'Katzen, aber nicht von dort' },
        {
          query: 'similar:1 2019',
          text: 'was einem Foto ähnlich sieht; „Ähnliche Fotos“ bei einem offenen Foto schreibt es',
        },
      ],
    },
    {
      title: 'Sicherheit',
      text: 'Eine Suche zeigt, worin sich Bowerbird sicher genug ist. Unter dem Ergebnis gibt es auch die schwächeren Treffer.',
      examples: [
        { query: 'cat confidence>0.8', text: 'nur Katzen, die zu 80 % oder mehr sicher sind' },
        { query: 'cat confidence>0.99', text: 'nur die sichersten' },
        { query: 'cat confidence<0.9', text: 'die weniger sicheren, zum Durchsehen' },
      ],
    },
    {
      title: 'Orte',
      text: 'Für Fotos, bei denen die Kamera den Ort vermerkt hat: Breite, Länge und, wenn gewünscht, der Umkreis; ohne Angabe 10 km.',
      examples: [
        { query: 'near:48.85,2.35,5km', text: 'höchstens 5 km von der Mitte von Paris' },
        { query: 'dog near:47.37,8.54,500m', text: 'Hunde mitten in Zürich' },
      ],
    },
    {
      title: 'Wenn etwas vertippt ist',
      text: 'Keine Suche ist ein Fehler. Ein unbekanntes Wort wird markiert, mit Wörtern, die fast so geschrieben werden. Was wie ein Filter aussieht und keiner ist, wird als Wörter gesucht, mit einem Hinweis.',
      examples: [
        { query: 'sunflowr', text: 'war „sunflower“ gemeint?' },
        { query: 'colour:red', text: 'diesen Filter gibt es nicht: zwei Wörter' },
        { query: '"golden retriever', text: 'ein Anführungszeichen, das nicht geschlossen ist' },
      ],
    },
  ],
};
