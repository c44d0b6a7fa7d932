import type { OptionDescription } from 'libvirt-ptx';
import type { OptionTexts } from 'libvirt-ptx/steps';

interface FieldsProps {
  /** Begins the ids of the fields. */
  readonly id: string;
  readonly options: readonly OptionDescription[];
  readonly texts: OptionTexts;
  /** The option that a refusal names. */
  readonly refused: string | undefined;
  onChange(texts: OptionTexts): void;
}

/** The form of a transform or a recipe, out of the options that its schema declares. */
export function OptionFields({ id, options, texts, refused, onChange }: FieldsProps) {
  const isFirst = ({ name, required }: OptionDescription) => required || name === 'functions' || name === 'device';
  const first = options.some(isFirst) ? options.filter(isFirst) : options.slice(0, 2);
  const others = options.filter((option) => !first.includes(option));
  const draw = (option: OptionDescription) => (
    <Field
      key={option.name}
      id={`${id}-${option.name}`}
      option={option}
      text={texts[option.name] ?? ''}
      isRefused={option.name === refused}
      onChange={(text) => onChange({ ...texts, [option.name]: text })}
    />
  );
  const isOpen = others.some(({ name }) => name === refused || (texts[name] ?? '') !== '');
  return (
    <div class="fields">
      {first.map(draw)}
      {others.length > 0 && (
        <details open={isOpen}>
          <summary>
            {others.length} more {others.length === 1 ? 'option' : 'options'}
          </summary>
          <div class="fields">{others.map(draw)}</div>
        </details>
      )}
    </div>
  );
}

interface FieldProps {
  readonly id: string;
  readonly option: OptionDescription;
  readonly text: string;
  readonly isRefused: boolean;
  onChange(text: string): void;
}

function Field({ id, option, text, isRefused, onChange }: FieldProps) {
  const { name, description, required, instead, type, choices } = option;
  const common = {
    id,
    value: text,
    'aria-describedby': `${id}-help`,
    'aria-invalid': isRefused,
    required: required && instead === undefined,
  };
  const need = required ? (instead === undefined ? 'required' : `this or ${instead}`) : undefined;
  return (
    <div class="field">
      <label for={id}>
        <code>{name}</code>
        {need !== undefined && <span class="need"> {need}</span>}
      </label>
      {choices === undefined ? (
        <input
          {...common}
          type="text"
          inputMode={type === 'number' ? 'numeric' : 'text'}
          placeholder={option.default}
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      ) : (
        <select {...common} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
          <option value="">{option.default === undefined ? 'not set' : `${option.default} (default)`}</option>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {choice}
            </option>
          ))}
        </select>
      )}
      <p class="help" id={`${id}-help`}>
        {description}
      </p>
    </div>
  );
}
