/** The other party of a call. The same number always belongs to the same person. */
export interface Customer {
  readonly name: string;
  readonly phoneNumber: string;
}

/** Language of a conversation, as a BCP 47 tag. */
export type Language = 'en' | 'es' | 'de' | 'ar' | 'hi' | 'ja';

const NAMES: Readonly<
  Record<Language, { readonly first: readonly string[]; readonly last: readonly string[] }>
> = {
  en: {
    first: [
      'Owen',
      'Priya',
      'Dolores',
      'Marcus',
      'Grace',
      'Tess',
      'Jordan',
      'Renee',
      'Samir',
      'Luis',
      'Ruth',
    ],
    last: ['Hartley', 'Okafor', 'Pike', 'Whitfield', 'Mensah', 'Amari', 'Wells', 'Novak', 'Castellano'],
  },
  es: {
    first: ['Íñigo', 'Lucía', 'Marisol', 'Joaquín', 'Nuria', 'Tomás', 'Begoña'],
    last: ['Salas', 'Ferrer', 'Quiroga', 'Ibáñez', 'Montes'],
  },
  de: {
    first: ['Anna', 'Jonas', 'Leyla', 'Friedrich', 'Käthe', 'Mehmet', 'Silke'],
    last: ['Berger', 'Öztürk', 'Brandt', 'Großmann', 'Lindner'],
  },
  ar: {
    first: ['ليلى', 'سمير', 'نور', 'خالد', 'هدى', 'يوسف', 'مريم'],
    last: ['الحداد', 'منصور', 'عباس', 'الخطيب', 'سليمان'],
  },
  hi: {
    first: ['अमित', 'नेहा', 'सुनीता', 'रवि', 'मीरा', 'फ़राह', 'विजय'],
    last: ['वर्मा', 'जोशी', 'राव', 'सिद्दीकी', 'कुमार'],
  },
  ja: {
    first: ['陽子', '健太', '美咲', '大輔', 'さくら', '翔', '直美'],
    last: ['佐藤', '田中', '小林', '渡辺', '中村'],
  },
};

const AREA_CODES = ['212', '305', '415', '503', '617'];

/** Numbers that are reserved for fiction, or shaped like the sandbox's other invented ones; 00 to 09 are business lines. */
const NUMBERS: Readonly<Record<Language, (index: number) => string>> = {
  en: (index) => `+1${AREA_CODES[Math.floor(index / 90) % AREA_CODES.length] ?? ''}55501${twoDigits(index)}`,
  es: (index) => `+178655501${twoDigits(index)}`,
  de: (index) => `+493023125${String(300 + (index % 600))}`,
  ar: (index) => `+442079460${String(300 + (index % 600))}`,
  hi: (index) => `+9122555001${twoDigits(index)}`,
  ja: (index) => `+813555001${twoDigits(index)}`,
};

const twoDigits = (index: number): string => String(10 + (index % 90));

const SPREAD: Readonly<Record<Language, number>> = { en: 450, es: 90, de: 600, ar: 600, hi: 90, ja: 90 };

/** Returns a customer who speaks `language`. `share` is from 0 to 1. */
export const customerAt = (language: Language, share: number): Customer => {
  const index = Math.floor(share * SPREAD[language]);
  const { first, last } = NAMES[language];
  const [given = '', family = ''] = [first[index % first.length], last[index % last.length]];
  return {
    name: language === 'ja' ? `${family}${given}` : `${given} ${family}`,
    phoneNumber: NUMBERS[language](index),
  };
};

/** Returns the same numbers in the format of one country, for a provider that serves only that country. */
export const indianCustomerAt = (language: Language, share: number): Customer => {
  const index = Math.floor(share * SPREAD.hi);
  const { first, last } = NAMES[language];
  return {
    name: `${first[index % first.length] ?? ''} ${last[index % last.length] ?? ''}`,
    phoneNumber: NUMBERS.hi(index),
  };
};
